"""数据互核 (D9): what the portal's own records say against each other, with waivers that have a reason and an end (D14)."""
