"""What a call, its dates, questions and verdicts look like, `{% load purchase %}`: the templates in templates/purchase/
say what each takes. It stands on portal.ground.pages and knows no view."""
