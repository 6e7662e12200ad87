-- What each test measured at the claim's date (then) and at the newest one (now), and its outcome.
--
-- grain: test_id, moment
--
-- claim_id        the claim
-- kind            the claim's kind
-- subject         the claim's subject
-- comparator      its comparator; null for none
-- test_id         the test
-- definition_id   the definition; null for a fact
-- fact_id         the fact; null for a definition
-- test_title      title of the definition or fact
-- role            primary, alternative, scorecard or context
-- position        order in the claim's file
-- moment          then: the claim's date (the last twelve months, if the claim is undated); now: the
--                 last twelve months
-- period_start    first day of what was measured; null when there is no data
-- period_end      day after its last
-- baseline_start  of a change, slope or growth: first day of its first period; else null
-- baseline_end    day after its last
-- days_off        days between the figures and the claim's date; 0 when they overlap
-- measured        in the claim's measure; null when there is no data
-- low             lower end of its interval; null for none
-- high            upper end
-- words           what was measured, where a number does not say it
-- thin            true when too few cases were counted to tell anything
-- off_date        true when the figures are mostly of another time: they may support the claim, not
--                 refute it
-- missing         why there is no data, see test_gap; null where there is
-- accepted_low    lower end of the acceptance region, included; null for none
-- accepted_high   upper end, included; null for none
-- gap             distance of the interval to the region: 0 when they touch
-- outcome         holds, fails, inconclusive or no data
-- quality         census, official, sample or secondary; null for a fact
-- flags           remarks; null for none
with judged as (
    select
        claim.claim_id,
        claim.kind,
        claim.subject,
        claim.comparator,
        test.test_id,
        test.definition_id,
        test.fact_id,
        test.title as test_title,
        test.role,
        test.position,
        moment.moment,
        seen.* exclude (test_id, moment, thin, off_date),
        coalesce(seen.thin, false) as thin,
        coalesce(seen.off_date, false) as off_date,
        test_gap.missing,
        region.accepted_low,
        region.accepted_high,
        coalesce(seen.low, seen.measured) as least,
        coalesce(seen.high, seen.measured) as most
    from claim_test as test
    join claim on claim.claim_id = test.claim_id
    cross join (select 'then' as moment union all select 'now' as moment) as moment
    left join measurement as seen
        on seen.test_id = test.test_id and seen.moment = moment.moment
    left join test_gap on test_gap.test_id = test.test_id and test_gap.moment = moment.moment
    left join acceptance as region on region.claim_id = claim.claim_id
)
select
    judged.* exclude (least, most),
    greatest(0, accepted_low - most, least - accepted_high) as gap,
    case
        when measured is null then 'no data'
        when thin or accepted_low is null and accepted_high is null then 'inconclusive'
        when kind = 'order' and least <= 1 and most >= 1 then 'inconclusive'
        -- a figure of another date refutes nothing
        when coalesce(most < accepted_low, false) or coalesce(least > accepted_high, false)
            then case when off_date then 'inconclusive' else 'fails' end
        when coalesce(least >= accepted_low, true) and coalesce(most <= accepted_high, true)
            then 'holds'
        else 'inconclusive' end as outcome
from judged
