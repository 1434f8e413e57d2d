"""The parts that pages are made of, `{% load ui %}`, which know of no purchase: templates/ui/ says what each takes."""
