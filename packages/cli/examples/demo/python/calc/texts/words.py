"""Texts, with a helper from the module beside this one."""

from collections import Counter

from .splitting import split_words


#name: countWords
#description: How often each word of a text occurs, and how many words there are
#tags: task
#input: string text
#input: bool ignoreCase = true
#output: int total
#output: map counts [Occurrences by word]
def count_words(text: str, ignoreCase: bool = True):
    """Several outputs are a tuple in their order, and an object for the caller."""
    words = split_words(text.casefold() if ignoreCase else text)
    return len(words), dict(Counter(words))


#name: greet
#description: A greeting in one of a few languages
#tags: task
#input: string name
#input: string language = "en" {choices: ["en", "de", "fr"]}
#output: string greeting
def greet(name: str, language: str = "en") -> str:
    hello = {"en": "Hello", "de": "Guten Tag", "fr": "Bonjour"}[language]
    return f"{hello}, {name}!"
