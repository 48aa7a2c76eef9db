// The button that opens the browser's print dialogue; without it the browser's own menu does the same.
const button = document.getElementById("print-entry");
button.hidden = false;
button.addEventListener("click", () => window.print());
