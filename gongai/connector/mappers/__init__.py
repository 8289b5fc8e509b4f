"""Between our records and a portal's forms and answers. Pure functions: no browser, no database, no network."""
