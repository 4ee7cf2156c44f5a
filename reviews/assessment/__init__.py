"""The year's judgement: figures computed from the portal's rows, the score they make, and what the score advises."""
