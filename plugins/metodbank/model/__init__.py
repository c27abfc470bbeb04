"""The kinds of entry, their fields, vocabularies and relations: the only list of fields in the project."""
