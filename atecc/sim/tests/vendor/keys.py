"""Keys whose public halves are in the part: made anew for each run."""

from layouts import new_key

AUTHORITY_KEY = new_key()
PUBLIC_KEY = new_key()
