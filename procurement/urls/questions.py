"""Asking, finding the answer, answering."""

from django.urls import URLPattern, URLResolver, path

from procurement.views import questions

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/<str:number>/ask/", questions.ask, name="ask"),
    path("questions/", questions.question_lookup, name="question_lookup"),
    path("workspace/questions/<str:number>/<str:tag>/", questions.answer, name="answer"),
    path("workspace/privacy/", questions.privacy_queue, name="privacy_queue"),
    path("workspace/privacy/<str:number>/<str:tag>/", questions.privacy_review, name="privacy_review"),
]
