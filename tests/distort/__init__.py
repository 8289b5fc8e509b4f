"""One answer of one call is distorted, in every way of a list, and the portal's own record says what was believed."""
