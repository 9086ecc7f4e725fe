"""How long do all signals of a whole store take?"""
