"""Bare Flask answering 2 KB: what its processor time alone would allow."""

from flask import Flask

app = Flask(__name__)
PAGE = "<!DOCTYPE html><title>Yardstick</title><p>" + "x" * 2_006


@app.get("/")
def page() -> str:
    return PAGE
