"""半年攻坚: the weak points of the half year, computed from state, and the plans that staff make of them."""
