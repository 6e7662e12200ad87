-- Claims that cannot be true together: why, how strictly, and which side the data favour.
select
    contradiction_id,
    title,
    kind,
    severity,
    why,
    within,
    favours,
    finding
from contradiction
order by position
