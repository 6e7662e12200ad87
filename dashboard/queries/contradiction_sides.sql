-- The claims on each side of every contradiction, with the denominators under which each would fit.
select
    contradiction_side.contradiction_id,
    contradiction_side.side,
    contradiction_side.claim_id,
    contradiction_side.fits
from contradiction_side
join contradiction on contradiction.contradiction_id = contradiction_side.contradiction_id
order by contradiction.position, contradiction_side.side, contradiction_side.position
