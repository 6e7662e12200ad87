-- Whether what was measured lies in the claim's region: of each test and each of its controls.
--
-- grain: test_id, moment
--
-- test_id         the test; of a control: the test and whom it is tried on
-- moment          then, between or now
-- gap             distance of the interval to the region: 0 when they touch
-- inside          true when the measurement itself lies in the region
-- outcome         holds, fails or inconclusive
with judged as (
    select
        trial.kind,
        trial.fact_id,
        trial.needs,
        trial.control_of,
        seen.*,
        region.accepted_low,
        region.accepted_high,
        coalesce(seen.low, seen.measured) as least,
        coalesce(seen.high, seen.measured) as most
    from measurement as seen
    join trial on trial.test_id = seen.test_id
    join acceptance as region on region.claim_id = trial.claim_id
    where seen.measured is not null
)
select
    test_id,
    moment,
    greatest(0, accepted_low - most, least - accepted_high) as gap,
    coalesce(measured >= accepted_low, true) and coalesce(measured <= accepted_high, true)
        and (kind <> 'order' or measured > 1) as inside,
    case
        -- a fact that is only shown needs no value
        when fact_id is not null and kind <> 'date' and needs is null then 'inconclusive'
        when thin or unread or accepted_low is null and accepted_high is null then 'inconclusive'
        -- what a fact was at another time says nothing
        when fact_id is not null and off_date then 'inconclusive'
        when kind = 'order' and least <= 1 and most >= 1 then 'inconclusive'
        -- a figure of another date refutes nothing
        when coalesce(most < accepted_low, false) or coalesce(least > accepted_high, false)
            then case when off_date and control_of is null then 'inconclusive' else 'fails' end
        when coalesce(least >= accepted_low, true) and coalesce(most <= accepted_high, true)
            then 'holds'
        else 'inconclusive' end as outcome
from judged
