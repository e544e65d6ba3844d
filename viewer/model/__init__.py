"""What is on a medium and how it is looked at: frozen values, no Qt, no pydicom."""
