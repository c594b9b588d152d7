"""Fits are made as `candor calibrate` makes its own: `monitoring.verdict.fitting`."""

from monitoring.verdict.fitting import fit_isotonic as fit_isotonic
from monitoring.verdict.fitting import fit_logistic as fit_logistic
from monitoring.verdict.fitting import log_loss as log_loss
from monitoring.verdict.fitting import platt_curve as platt_curve
from monitoring.verdict.fitting import sigmoid as sigmoid
