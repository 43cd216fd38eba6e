"""Property tests here have no time limit of their own: a busy machine is no failure of the policy's."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
