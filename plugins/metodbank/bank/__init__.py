"""All valid entries, their relations and queries over them; people only as far as they consent."""
