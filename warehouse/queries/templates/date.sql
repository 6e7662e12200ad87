select year(value_start) + (dayofyear(value_start) - 1)
    / dayofyear(make_date(year(value_start), 12, 31)) as measured
from fact
where fact_id = '{fact}' and value_start = date '{start}'
