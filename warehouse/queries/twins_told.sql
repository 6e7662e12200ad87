-- How far apart the sources are that should say the same, and since when.
select
    twin.twin_id as twin,
    count(*) as pairs,
    count(distinct project_id) as projects,
    min(period_start) as first,
    max(period_end) as until,
    round(median(ratio), 4) as median_ratio,
    round(quantile_cont(ratio, 0.05), 4) as low_5,
    round(quantile_cont(ratio, 0.95), 4) as high_5
from twin
left join reconciliation on reconciliation.twin_id = twin.twin_id
group by twin.twin_id
order by twin.twin_id
