"""The card: a Word document in which a methodist tells of a practice, made from the model and read back."""
