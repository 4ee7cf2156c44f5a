"""期限日程 (W19): all that has a last day, from every ledger, in one calendar; and what moves when one of them moves."""
