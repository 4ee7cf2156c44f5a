"""The citizen's pages, all under /r/: served by the office's process, or by one that serves nothing else."""

from django.urls import path

from reviews.views import ballot, public_results, rate, receipt

# Words come before the token: no token that is issued can be one of them (`new_token` draws 16 signs).
urlpatterns = [
    path("r/receipt/", receipt.receipt, name="receipt"),
    path("r/results/", public_results.public_results, name="public_results"),
    path("r/vote/", ballot.ballot, name="ballot"),
    path("r/<str:token>/", rate.rate, name="rate"),
]
