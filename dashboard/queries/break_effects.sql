-- What each break does to the figures, by its id.
select distinct break_id, severity, effect, citation
from series_break
order by break_id
