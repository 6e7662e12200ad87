select case when value in ({words}) then 1 else 0 end as measured
from fact
where fact_id = '{fact}' and valid_from = date '{start}'
