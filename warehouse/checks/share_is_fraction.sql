-- A share lies between 0 and 1, inside its own interval.
select definition_id, project_id, period_start, share, low, high
from share
where share < 0 or share > 1 or low > share or high < share
