-- What facts say about claims of dates and properties, at the claim's date and now.
--
-- grain: test_id, moment
--
-- test_id          the test
-- moment           then or now
-- period_start     a date: its first day; a property: first day it held, 1900-01-01 for unknown
-- period_end       a date: day after its last; a property: day it ended, 9999-12-31 for never
-- measured         a date as a year with fraction; a property: 1 when it is what is said, else 0
-- low              first day of a date as a year with fraction; null for a property
-- high             last day of it
-- words            the fact's own value
-- days_off         days between the value and the claim's date; 0 when they overlap
-- flags            remarks; null for none
with value as (
    select
        claim_test.test_id,
        claim.kind,
        claim.as_of_start,
        claim.as_of_end,
        fact.*,
        list_contains(claim.asserted_words, fact.value) as is_said,
        case when claim.kind = 'date' then fact.value_start
            else coalesce(fact.valid_from, date '1900-01-01') end as period_start,
        case when claim.kind = 'date' then fact.value_end
            else coalesce(fact.valid_until, date '9999-12-31') end as period_end
    from claim_test
    join claim on claim.claim_id = claim_test.claim_id
    join fact on fact.fact_id = claim_test.fact_id
    where claim.kind <> 'date' or fact.value_start is not null
),
near as (
    select
        value.*,
        case when kind <> 'date'
            then greatest(0, as_of_start - period_end + 1, period_start - as_of_end + 1)
            else 0 end as days_off
    from value
),
ranked as (
    -- of the values that a fact had within the claim's date, the one that held longest counts
    select
        near.*,
        row_number() over (
            partition by test_id
            order by
                days_off,
                least(period_end, as_of_end) - greatest(period_start, as_of_start) desc,
                period_end desc
        ) as nearness,
        row_number() over (partition by test_id order by period_end desc) as recency
    from near
),
chosen as (
    select ranked.*, 'then' as moment from ranked where nearness = 1
    union all
    select ranked.*, 'now' as moment from ranked where recency = 1
)
select
    test_id,
    moment,
    period_start,
    period_end,
    case
        when kind <> 'date' then case when is_said then 1 else 0 end
        else year(value_start) + (dayofyear(value_start) - 1)
            / dayofyear(make_date(year(value_start), 12, 31)) end::double as measured,
    case when kind = 'date' then year(value_start) + (dayofyear(value_start) - 1)
        / dayofyear(make_date(year(value_start), 12, 31)) end as low,
    case when kind = 'date' then year(value_end - 1) + (dayofyear(value_end - 1) - 1)
        / dayofyear(make_date(year(value_end - 1), 12, 31)) end as high,
    value as words,
    days_off,
    nullif(concat_ws('; ', note,
        case when valid_from > as_of_start and valid_from < as_of_end
            then 'only since ' || valid_from end,
        case when valid_until > as_of_start and valid_until < as_of_end
            then 'only until ' || valid_until end,
        case when read_on is null then 'the page cited was not read for this entry' end), '')
        as flags
from chosen
