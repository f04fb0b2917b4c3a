"""Batch: albums for many patients, each stored once by its choices; a small manifest and a page for each patient."""
