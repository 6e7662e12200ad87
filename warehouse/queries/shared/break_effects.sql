-- What each break does to the figures and what that costs them, by its id.
select distinct
    break_id,
    severity,
    price,
    bias_points,
    bias_factor,
    bias_count,
    why,
    effect,
    citation
from series_break
order by all
