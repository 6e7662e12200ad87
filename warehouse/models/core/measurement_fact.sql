-- What facts say about claims of dates and properties.
--
-- grain: test_id, period_start, period_end
--
-- test_id          the test
-- period_start     a date: its first day; a property: first day it held, 1900-01-01 for unknown
-- period_end       a date: day after its last; a property: day it ended, 9999-12-31 for never
-- measured         a date as a year with fraction; a property: 1 when it is what is said, else 0
-- low              first day of a date as a year with fraction; null for a property
-- high             last day of it
-- words            the fact's own value
-- flags            remarks; null for none
select
    claim_test.test_id,
    case when claim.kind = 'date' then fact.value_start
        else coalesce(fact.valid_from, date '1900-01-01') end as period_start,
    case when claim.kind = 'date' then fact.value_end
        else coalesce(fact.valid_until, date '9999-12-31') end as period_end,
    case
        when claim.kind <> 'date'
            then case when list_contains(claim.asserted_words, fact.value) then 1 else 0 end
        else year(fact.value_start) + (dayofyear(fact.value_start) - 1)
            / dayofyear(make_date(year(fact.value_start), 12, 31)) end::double as measured,
    case when claim.kind = 'date' then year(fact.value_start) + (dayofyear(fact.value_start) - 1)
        / dayofyear(make_date(year(fact.value_start), 12, 31)) end as low,
    case when claim.kind = 'date' then year(fact.value_end - 1) + (dayofyear(fact.value_end - 1) - 1)
        / dayofyear(make_date(year(fact.value_end - 1), 12, 31)) end as high,
    fact.value as words,
    nullif(concat_ws('; ', fact.note,
        case when fact.valid_from > claim.as_of_start and fact.valid_from < claim.as_of_end
            then 'only since ' || fact.valid_from end,
        case when fact.valid_until > claim.as_of_start and fact.valid_until < claim.as_of_end
            then 'only until ' || fact.valid_until end,
        case when fact.read_on is null then 'the page cited was not read for this entry' end), '')
        as flags
from claim_test
join claim on claim.claim_id = claim_test.claim_id
join fact on fact.fact_id = claim_test.fact_id
where claim.kind <> 'date' or fact.value_start is not null
