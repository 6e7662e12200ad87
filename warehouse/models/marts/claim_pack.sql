-- The pack that each registered claim belongs to; of several that say it alike, the first.
--
-- grain: claim_id
--
-- claim_id   the claim
-- pack_id    its pack
select
    claim.claim_id,
    arg_min(pack.pack_id, pack.position) as pack_id
from claim
join pack_entry as entry on entry.kind = 'cluster' and entry.id = claim.cluster
join pack on pack.pack_id = entry.pack_id
group by claim.claim_id
