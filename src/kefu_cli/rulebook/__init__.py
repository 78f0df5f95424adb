"""The rules of the appraisal, as data: what they say, what they weigh, where the source says it."""
