"""Draws the invented people of `Examples/people` and their specimen documents."""
