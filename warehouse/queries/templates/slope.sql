select regr_slope(share, (period_start - date '2000-01-01') / 365.25) as measured
from share
where definition_id = '{definition}' and project_id = '{subject_id}'
    and usable and complete and bound is null and denominator >= {floor}
    and period_start >= date '{first_start}' and period_start <= date '{start}'
