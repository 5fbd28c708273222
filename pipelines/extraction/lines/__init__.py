"""Lines that are no part of a text: standing phrases, promotions, lines an outlet repeats."""
