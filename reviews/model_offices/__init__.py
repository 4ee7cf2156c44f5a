"""模范机关创建: the year's criteria, how a unit answers them, and what of it is shown to whom."""
