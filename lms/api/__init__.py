"""The API: programs bring work orders in by themselves, with tokens that an administrator gives out."""
