"""Documents of cases: which are taken, where their files lie, what scans them, who may open them."""
