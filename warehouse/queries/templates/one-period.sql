period_start = date '{start}' and period_end = date '{end}'
