"""Programs that others run. The service uses the formats of `dar_verify`; no client uses anything of the service."""
