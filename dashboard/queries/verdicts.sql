-- Claims per verdict, those that nobody can measure apart.
select
    verdict,
    coalesce(undecided in ('opinion', 'benchmark', 'no public data'), false) as unmeasurable,
    count(*) as claims
from claim_verdict
group by all
order by verdict, unmeasurable
