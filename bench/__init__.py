"""Measures the started portal over many believable calls. Nothing here decides a test."""
