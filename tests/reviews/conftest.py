from tests.reviews.rating_world import *  # noqa: F403
