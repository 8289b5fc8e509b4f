"""What can be done and read on a portal's pages. Addresses and labels come from the profile; pages decide nothing."""
