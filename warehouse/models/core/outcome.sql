-- Whether what was measured lies in the claim's region: of each test and each of its controls.
--
-- grain: test_id, moment
--
-- test_id         the test; of a control: the test and whom it is tried on
-- moment          then, between or now
-- gap             distance of the interval to the region: 0 when they touch
-- inside          true when the measurement itself lies in the region
-- outcome         holds, fails or inconclusive
with passed as (
    -- what a total went through within the claim's time, and may have come to at its end: at most
    -- as much again in a year; without a date, what it may be by now
    select
        test_figure.test_id,
        test_figure.moment,
        case when bool_and(claim.as_of_start is null) then max(test_figure.numerator)
            else min(test_figure.numerator) end as at_least,
        max(test_figure.numerator)
            * (1 + greatest(0, max(test_figure.ends) - max(test_figure.period_end)) / 365.0)
            as at_most
    from test_figure
    join trial on trial.test_id = test_figure.test_id and trial.kind = 'level'
    join claim on claim.claim_id = trial.claim_id
    join definition on definition.definition_id = trial.definition_id
    join signal on signal.signal_id = definition.signal_id and signal.running_total
    where
        test_figure.part = 'at'
        and test_figure.moment = case when claim.as_of_start is null then 'now' else 'then' end
        and test_figure.period_start >= test_figure.starts
        and test_figure.period_end <= test_figure.ends
    group by test_figure.test_id, test_figure.moment
),
judged as (
    select
        coalesce(passed.at_least <= region.accepted_high, region.accepted_high is null)
            and coalesce(passed.at_most >= region.accepted_low, region.accepted_low is null)
            and passed.test_id is not null as passes_through,
        trial.kind,
        trial.fact_id,
        trial.needs,
        trial.control_of,
        seen.*,
        region.accepted_low,
        region.accepted_high,
        -- a rise, a fall, more or less than: to stand still, or to be even, is neither
        coalesce(region.accepted_low, region.accepted_high)
            = case when trial.kind in ('change', 'slope') then 0
                when trial.kind in ('growth', 'ratio', 'order') then 1 end
            and (region.accepted_low is null or region.accepted_high is null) as strict,
        coalesce(seen.low, seen.measured) as least,
        coalesce(seen.high, seen.measured) as most
    from measurement as seen
    join trial on trial.test_id = seen.test_id
    join acceptance as region on region.claim_id = trial.claim_id
    left join passed on passed.test_id = seen.test_id and passed.moment = seen.moment
    where seen.measured is not null
)
select
    test_id,
    moment,
    greatest(0, accepted_low - most, least - accepted_high) as gap,
    coalesce(measured >= accepted_low, true) and coalesce(measured <= accepted_high, true)
        and not coalesce(strict and measured = coalesce(accepted_low, accepted_high), false)
        -- who is not ahead yet has no date
        and not (kind = 'crossing' and coalesce(value, '') = 'behind') as inside,
    case
        -- a fact that is only shown needs no value
        when fact_id is not null and kind <> 'date' and needs is null then 'inconclusive'
        when thin or unread or accepted_low is null and accepted_high is null then 'inconclusive'
        -- what a fact was at another time says nothing
        when fact_id is not null and off_date then 'inconclusive'
        when kind = 'order' and least <= 1 and most >= 1 then 'inconclusive'
        -- exactly on the bound, and exactly known
        when strict and least = most and measured = coalesce(accepted_low, accepted_high)
            then case when off_date and control_of is null then 'inconclusive' else 'fails' end
        when strict and least <= coalesce(accepted_low, accepted_high)
            and most >= coalesce(accepted_low, accepted_high) then 'inconclusive'
        -- a figure of another date refutes nothing
        when coalesce(most < accepted_low, false) or coalesce(least > accepted_high, false)
            then case when off_date and control_of is null or passes_through
                then 'inconclusive' else 'fails' end
        -- an interval of the very figure ends where its region does, but for the last bit
        when coalesce(least >= accepted_low - 1e-9 * abs(accepted_low), true)
            and coalesce(most <= accepted_high + 1e-9 * abs(accepted_high), true)
            then 'holds'
        else 'inconclusive' end as outcome
from judged
