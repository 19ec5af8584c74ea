"""Tasks of work plans as data: taken from a plan, followed through the year, told in the next summary."""
