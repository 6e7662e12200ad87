-- Claims with the region that they need and the name of what they compare with.
select
    claim.*,
    acceptance.accepted_low,
    acceptance.accepted_high,
    coalesce(comparator.name, claim.comparator) as comparator_name
from claim
left join acceptance on acceptance.claim_id = claim.claim_id
left join project as comparator on comparator.project_id = claim.comparator
