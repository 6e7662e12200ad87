period_start >= date '{start}' and period_start < date '{end}'
