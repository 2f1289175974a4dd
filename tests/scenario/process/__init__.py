"""One process of Perin against the sandbox: starting, serving, linking, installing, being examined, stopping."""
