"""Certification of a trainer: application, subject test, trial lecture before judges, listeners' feedback, decision."""
